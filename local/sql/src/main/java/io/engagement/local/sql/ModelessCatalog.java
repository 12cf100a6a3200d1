package io.engagement.local.sql;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogBaseTable;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.factories.CatalogFactory;

/**
 * Keeps tables in memory as they were declared. Flink's own catalog keeps them as they were
 * resolved in the runtime mode in which they were created: a table with a watermark that was
 * created in streaming mode fails every batch query with an assertion of the planner, and the other
 * way round.
 */
public final class ModelessCatalog extends GenericInMemoryCatalog {
  private static final String TYPE = "engagement";

  ModelessCatalog(String name) {
    super(name);
  }

  @Override
  public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
    CatalogBaseTable table = super.getTable(path);
    return table instanceof ResolvedCatalogBaseTable<?> resolved ? resolved.getOrigin() : table;
  }

  /** Found by Flink through {@code META-INF/services}. */
  public static final class Factory implements CatalogFactory {
    @Override
    public String factoryIdentifier() {
      return TYPE;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
      return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
      return Set.of();
    }

    @Override
    public Catalog createCatalog(Context context) {
      return new ModelessCatalog(context.getName());
    }
  }
}

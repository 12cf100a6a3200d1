package io.engagement.local.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogBaseTable;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.factories.CatalogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tables in memory as they were declared. Flink's own catalog keeps them as they were
 * resolved in the runtime mode in which they were created: a table with a watermark that was
 * created in streaming mode fails every batch query with an assertion of the planner, and the other
 * way round.
 */
public final class ModelessCatalog extends GenericInMemoryCatalog {
  private static final String TYPE = "engagement";
  private static final ConfigOption<String> TABLES =
      ConfigOptions.key("tables")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "A folder of files with a statement each, executed in the order of their names.");

  private final @Nullable Path tables;
  private boolean isFilled;

  private ModelessCatalog(String name, @Nullable Path tables) {
    super(name);
    this.tables = tables;
  }

  /** Makes the tables. The SQL client takes a tenth of a second for every statement of its own. */
  @Override
  @SuppressWarnings("deprecation") // the other way to register a catalog makes a new one
  public void open() {
    if (tables == null || isFilled) {
      return;
    }
    // To register it opens it again.
    isFilled = true;
    TableEnvironment planner =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().withClassLoader(getClass().getClassLoader()).build());
    planner.registerCatalog(getName(), this);
    planner.useCatalog(getName());
    try (Stream<Path> files = Files.list(tables)) {
      for (Path file : files.sorted().toList()) {
        planner.executeSql(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + tables, e);
    }
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
      return Set.of(TABLES);
    }

    @Override
    public Catalog createCatalog(Context context) {
      String tables = context.getOptions().get(TABLES.key());
      return new ModelessCatalog(context.getName(), tables == null ? null : Path.of(tables));
    }
  }
}

package io.engagement.flink.serde;

import io.engagement.core.table.TableSpec;
import java.io.Serializable;
import java.util.List;

/**
 * The deployment's output tables, found again wherever a serializer, operator or sink arrives.
 *
 * <p>{@link TableSpec}s hold functions and are not serializable, so what travels with the job is
 * this: a method reference such as {@code Catalogue::tables}. It must give the same tables in every
 * process of a job.
 */
@FunctionalInterface
public interface OutputTables extends Serializable {

  /** All output tables; ids and names are unique. */
  List<TableSpec> tables();
}

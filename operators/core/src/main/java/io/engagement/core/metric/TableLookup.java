package io.engagement.core.metric;

import java.io.Serializable;

/**
 * Finds a table by the number that stands for it in state and on the wire. Safe to ship to tasks.
 */
@FunctionalInterface
public interface TableLookup extends Serializable {

  /**
   * @throws IllegalArgumentException for a number that no table has
   */
  TableSpec byId(int tableId);
}

package io.engagement.core.table;

import io.engagement.core.state.StableHash;

/**
 * A named dimension of the deployment.
 *
 * @param name as published in the {@code dimension} column
 * @param path JSON path of the value
 * @param slot the path's slot in the running schema
 * @param key names the dimension in state; changes with name and path, so that a dimension that
 *     means something new starts from scratch
 * @param valuesPerUser how many values one user has a history of each for, under one definition;
 *     what comes after that is counted under {@link io.engagement.core.event.DimensionText#OTHER}
 */
public record Breakdown(String name, String path, int slot, int key, int valuesPerUser) {
  public static Breakdown of(String name, String path, int slot) {
    return of(name, path, slot, Integer.MAX_VALUE);
  }

  public static Breakdown of(String name, String path, int slot, int valuesPerUser) {
    return new Breakdown(name, path, slot, key(name, path, 0), valuesPerUser);
  }

  /** The same breakdown of a definition that has got it in a later epoch. */
  public Breakdown putInAt(int epoch) {
    return epoch == 0
        ? this
        : new Breakdown(name, path, slot, key(name, path, epoch), valuesPerUser);
  }

  private static int key(String name, String path, int epoch) {
    String life = epoch == 0 ? "" : "\nepoch " + epoch;
    return StableHash.hash32("breakdown\n" + name + '\n' + path + life);
  }
}

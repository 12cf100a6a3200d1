package io.engagement.core.metric;

import io.engagement.core.state.StableHash;

/**
 * A named dimension of the deployment.
 *
 * @param name as published in the {@code dimension} column
 * @param path JSON path of the value
 * @param slot the path's slot in the running schema
 * @param key names the dimension in state; changes with name and path, so that a dimension that
 *     means something new starts anew
 */
public record Breakdown(String name, String path, int slot, int key) {
  public static Breakdown of(String name, String path, int slot) {
    return new Breakdown(name, path, slot, StableHash.hash32("breakdown\n" + name + '\n' + path));
  }
}

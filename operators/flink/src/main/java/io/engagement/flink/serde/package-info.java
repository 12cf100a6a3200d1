/**
 * The room of bytes on Flink's edges: how rows travel between operators, and how they are written
 * as JSON.
 *
 * <p>May import {@code core}; nothing else of the project.
 */
@NullMarked
package io.engagement.flink.serde;

import org.jspecify.annotations.NullMarked;

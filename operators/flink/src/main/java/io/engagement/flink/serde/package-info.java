/**
 * The room of serializers: how events, changes, cells and rows travel between tasks and rest in
 * state. No Kryo, no Java serialization.
 *
 * <p>May import {@code core} and Flink's core.
 */
@NullMarked
package io.engagement.flink.serde;

import org.jspecify.annotations.NullMarked;

/**
 * The room of what survives a restart: every operator's uid, every state's name and type, in one
 * place ({@link io.engagement.flink.state.StateCatalog}).
 *
 * <p>May import {@code core}, {@code flink.serde} and Flink's core.
 */
@NullMarked
package io.engagement.flink.state;

import org.jspecify.annotations.NullMarked;

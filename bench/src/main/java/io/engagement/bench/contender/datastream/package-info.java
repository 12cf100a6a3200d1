/**
 * The room of the program that people write first with Flink's DataStream API: a keyed window for
 * each metric, events by Jackson, plain objects in state.
 */
@NullMarked
package io.engagement.bench.contender.datastream;

import org.jspecify.annotations.NullMarked;

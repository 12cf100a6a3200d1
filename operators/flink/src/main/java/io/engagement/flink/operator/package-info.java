/**
 * The room of operators: glue that reads state, calls {@code core}, writes state, emits, sets
 * timers and counts. No decision about a metric is taken here.
 *
 * <p>May import {@code core}, {@code flink.checkpoint}, {@code flink.serde}, {@code flink.source},
 * {@code flink.state} and Flink; no connector.
 */
@NullMarked
package io.engagement.flink.operator;

import org.jspecify.annotations.NullMarked;

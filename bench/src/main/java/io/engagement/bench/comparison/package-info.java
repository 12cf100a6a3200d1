/**
 * The room of the comparison: one topic, contenders in turn for several rounds, what each has cost,
 * and a page about it.
 */
@NullMarked
package io.engagement.bench.comparison;

import org.jspecify.annotations.NullMarked;

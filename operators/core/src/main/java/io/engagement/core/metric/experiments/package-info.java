/**
 * The family of experiments: how many users of a variant reach a goal, and what the sums of a value
 * per user are; and who saw which variant.
 *
 * <p>May import {@code core.event}, {@code core.history}, {@code core.metric}, {@code core.state},
 * {@code core.table}, {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.experiments;

import org.jspecify.annotations.NullMarked;

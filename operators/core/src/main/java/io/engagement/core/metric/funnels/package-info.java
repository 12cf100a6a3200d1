/**
 * The family of funnels: how far users come in a sequence of steps, by the bucket of their entry,
 * and how long each step takes them.
 *
 * <p>May import {@code core.event}, {@code core.history}, {@code core.metric}, {@code
 * core.session}, {@code core.state}, {@code core.table}, {@code core.time} and {@code core.yaml};
 * no other family.
 */
@NullMarked
package io.engagement.core.metric.funnels;

import org.jspecify.annotations.NullMarked;

/**
 * The family of carts: a fact per cart, and sums by the day on which carts were created.
 *
 * <p>May import {@code core.event}, {@code core.history}, {@code core.metric}, {@code
 * core.session}, {@code core.state}, {@code core.table}, {@code core.time} and {@code core.yaml};
 * no other family.
 */
@NullMarked
package io.engagement.core.metric.carts;

import org.jspecify.annotations.NullMarked;

/**
 * The family of recommendations: how often items were shown, clicked and bought, by placement,
 * model and position.
 *
 * <p>May import {@code core.event}, {@code core.history}, {@code core.metric}, {@code
 * core.session}, {@code core.state}, {@code core.table}, {@code core.time} and {@code core.yaml};
 * no other family.
 */
@NullMarked
package io.engagement.core.metric.recommendations;

import org.jspecify.annotations.NullMarked;

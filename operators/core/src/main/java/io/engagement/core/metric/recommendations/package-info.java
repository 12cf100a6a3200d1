/**
 * The room of recommendations: how often items were shown, clicked and bought, by placement, model
 * and position.
 *
 * <p>May import {@code core.metric}, {@code core.event}, {@code core.session} (message ids), {@code
 * core.state}, {@code core.time}, {@code core.yaml}; no other metric family.
 */
@NullMarked
package io.engagement.core.metric.recommendations;

import org.jspecify.annotations.NullMarked;

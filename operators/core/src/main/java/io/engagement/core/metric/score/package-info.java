/**
 * The family of scores: how engaged each user is, and a profile of their last 30 days.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.session}, {@code core.state},
 * {@code core.table}, {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.score;

import org.jspecify.annotations.NullMarked;

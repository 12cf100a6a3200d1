/**
 * The family of stickiness: users by the number of days, hours or weeks of a period they were
 * active on.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.state}, {@code core.table},
 * {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.stickiness;

import org.jspecify.annotations.NullMarked;

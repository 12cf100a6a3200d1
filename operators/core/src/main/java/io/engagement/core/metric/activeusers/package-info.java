/**
 * The family of active users: distinct users a day, week, month and in rolling periods.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.state}, {@code core.table},
 * {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.activeusers;

import org.jspecify.annotations.NullMarked;

/**
 * The room of one user: the history that is kept of them, and the timeline that takes one event
 * through deduplication, the lateness verdict and every metric.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.state}, {@code core.table} and
 * {@code core.time}.
 */
@NullMarked
package io.engagement.core.user;

import org.jspecify.annotations.NullMarked;

/**
 * The family of sessions: facts, and their sums per hour and day of the session's start.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.session}, {@code core.state},
 * {@code core.table}, {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.sessions;

import org.jspecify.annotations.NullMarked;

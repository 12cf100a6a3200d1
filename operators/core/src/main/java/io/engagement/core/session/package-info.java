/**
 * The room of the session algorithm: which of a user's events belong together, whatever the order
 * in which they arrive. It keeps mergeable summaries: what all observers of a session share once,
 * and a part for each of them ({@link io.engagement.core.session.PartKind}).
 *
 * <p>May import {@code core.event}, {@code core.state}, {@code core.time}.
 */
@NullMarked
package io.engagement.core.session;

import org.jspecify.annotations.NullMarked;

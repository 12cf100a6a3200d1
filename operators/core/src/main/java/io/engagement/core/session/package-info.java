/**
 * The room of the session algorithm: which of a user's events belong together, whatever the order
 * in which they arrive. It keeps mergeable fragments; what a fragment says of its events is up to
 * the family that uses it ({@link io.engagement.core.session.FragmentKind}).
 *
 * <p>May import {@code core.event}, {@code core.state}, {@code core.time}.
 */
@NullMarked
package io.engagement.core.session;

import org.jspecify.annotations.NullMarked;

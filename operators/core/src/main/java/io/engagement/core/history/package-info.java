/**
 * The frame for logs: what a user did, in order and bounded by day, as long as it can change
 * something; how far it is expired; and how it is written. What a moment means, and for how long it
 * is needed, is up to the family that keeps it.
 *
 * <p>May import {@code core.session} for message ids, {@code core.state} and {@code core.time}.
 */
@NullMarked
package io.engagement.core.history;

import org.jspecify.annotations.NullMarked;

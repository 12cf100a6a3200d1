/**
 * The room of identity: who owns an anonymous id, what a claim of one does, and who is to be
 * forgotten.
 *
 * <p>May import {@code core.event} and {@code core.state}.
 */
@NullMarked
package io.engagement.core.identity;

import org.jspecify.annotations.NullMarked;

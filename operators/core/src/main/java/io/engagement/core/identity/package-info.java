/**
 * The room of stitched identity: who owns an anonymous id, and what a claim of one does.
 *
 * <p>May import {@code core.event} and {@code core.state}.
 */
@NullMarked
package io.engagement.core.identity;

import org.jspecify.annotations.NullMarked;

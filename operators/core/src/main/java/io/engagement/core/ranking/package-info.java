/**
 * The room of rankings: which items come first, kept under changes without looking at all of them.
 *
 * <p>May import {@code core.event}, {@code core.state} and {@code core.table}.
 */
@NullMarked
package io.engagement.core.ranking;

import org.jspecify.annotations.NullMarked;

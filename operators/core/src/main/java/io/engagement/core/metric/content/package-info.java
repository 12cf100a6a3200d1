/**
 * The family of content: the items viewed most, with the sessions that began and ended there.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.session}, {@code core.state},
 * {@code core.table}, {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.content;

import org.jspecify.annotations.NullMarked;

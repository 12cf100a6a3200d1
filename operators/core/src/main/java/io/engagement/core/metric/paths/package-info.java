/**
 * The family of paths: which item follows which, step by step, within sessions.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.session}, {@code core.state},
 * {@code core.table}, {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.paths;

import org.jspecify.annotations.NullMarked;

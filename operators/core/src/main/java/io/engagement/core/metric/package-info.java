/**
 * The room of metrics: what a metric is, and what families share. Each metric family has a
 * sub-package; families never import each other.
 *
 * <p>May import {@code core.event}, {@code core.session}, {@code core.state}, {@code core.table},
 * {@code core.time}, {@code core.yaml}.
 */
@NullMarked
package io.engagement.core.metric;

import org.jspecify.annotations.NullMarked;

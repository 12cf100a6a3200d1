/**
 * The room of the delta algebra: what a metric is, the cells it counts in, the tables cells and
 * facts become. Each metric family has a sub-package; families never import each other.
 *
 * <p>May import {@code core.event}, {@code core.session}, {@code core.state}, {@code core.time},
 * {@code core.yaml}.
 */
@NullMarked
package io.engagement.core.metric;

import org.jspecify.annotations.NullMarked;

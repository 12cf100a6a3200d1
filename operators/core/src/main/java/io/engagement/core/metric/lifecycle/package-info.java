/**
 * The family of lifecycle: users who are new, come back, come back after a pause, or stay away.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.state}, {@code core.table},
 * {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.lifecycle;

import org.jspecify.annotations.NullMarked;

/**
 * The family of retention: how many users of a cohort come back, by periods since.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.state}, {@code core.table},
 * {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.retention;

import org.jspecify.annotations.NullMarked;

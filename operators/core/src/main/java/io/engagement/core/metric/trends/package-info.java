/**
 * The family of trends: how often something happened, and what a property of it adds up to.
 *
 * <p>May import {@code core.event}, {@code core.metric}, {@code core.state}, {@code core.table},
 * {@code core.time} and {@code core.yaml}; no other family.
 */
@NullMarked
package io.engagement.core.metric.trends;

import org.jspecify.annotations.NullMarked;

/**
 * The room where everything there is, is listed: the metric families and all tables.
 *
 * <p>May import {@code core.metric} and its families.
 */
@NullMarked
package io.engagement.core.catalog;

import org.jspecify.annotations.NullMarked;

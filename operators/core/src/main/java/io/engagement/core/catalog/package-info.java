/**
 * The room where everything there is, is listed: the metric families and all tables.
 *
 * <p>May import {@code core.event}, {@code core.identity}, {@code core.metric} and {@code
 * core.table}, every family included.
 */
@NullMarked
package io.engagement.core.catalog;

import org.jspecify.annotations.NullMarked;

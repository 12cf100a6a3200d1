/**
 * The room where everything there is to run is listed: the metric families, the tables, and what
 * becomes of a configuration.
 *
 * <p>May import every other room of core.
 */
@NullMarked
package io.engagement.core.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * The room where everything this version can compute is listed: the metric families and the tables.
 * Adding a family is one line here.
 *
 * <p>May import every other room of core but {@code core.config}, which reads by these lists.
 */
@NullMarked
package io.engagement.core.catalog;

import org.jspecify.annotations.NullMarked;

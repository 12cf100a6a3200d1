/**
 * The room of tables and of the delta algebra: the cells that metrics count in, how changes of them
 * add up, and the rows that cells and facts become.
 *
 * <p>May import {@code core.event}, {@code core.state}, {@code core.time}.
 */
@NullMarked
package io.engagement.core.table;

import org.jspecify.annotations.NullMarked;

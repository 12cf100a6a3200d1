/**
 * The dashboard: a page over the tables in PostgreSQL, and the server that serves it. {@code view}
 * says what is shown, {@code cut} reads it, {@code web} answers browsers.
 *
 * <p>May import {@code dashboard.view}, {@code dashboard.cut}, {@code dashboard.web}.
 */
@NullMarked
package io.engagement.dashboard;

import org.jspecify.annotations.NullMarked;

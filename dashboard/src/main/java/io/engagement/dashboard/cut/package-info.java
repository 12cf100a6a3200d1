/**
 * The room of reading: every answer is one consistent cut of the tables, read in one transaction
 * together with the ledger that says what it shows.
 *
 * <p>May import {@code dashboard.view}, {@code core.statistics}.
 */
@NullMarked
package io.engagement.dashboard.cut;

import org.jspecify.annotations.NullMarked;

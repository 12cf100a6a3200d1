/**
 * The room of measurements: what an event costs, alone and on its whole way. Nothing imports it.
 */
@NullMarked
package io.engagement.bench;

import org.jspecify.annotations.NullMarked;

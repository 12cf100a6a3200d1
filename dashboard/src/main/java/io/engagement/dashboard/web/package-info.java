/**
 * The room of the web: who may ask, what is answered, and in which form.
 *
 * <p>May import {@code dashboard.view}, {@code dashboard.cut}.
 */
@NullMarked
package io.engagement.dashboard.web;

import org.jspecify.annotations.NullMarked;

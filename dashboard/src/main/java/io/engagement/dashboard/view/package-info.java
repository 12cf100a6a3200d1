/**
 * The room of views: what the page can show, as data. Each view is a file of {@code views} with its
 * statements, titles and columns; here they are read and checked.
 *
 * <p>May import nothing of the project.
 */
@NullMarked
package io.engagement.dashboard.view;

import org.jspecify.annotations.NullMarked;

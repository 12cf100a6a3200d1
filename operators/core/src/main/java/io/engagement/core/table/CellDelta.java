package io.engagement.core.table;

/**
 * A change to one cell.
 *
 * @param key which cell
 * @param change what joins its value
 */
public record CellDelta(CellKey key, CellValue change) {}

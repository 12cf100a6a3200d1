package io.engagement.core.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was odd about one record: codes with the field and, where that tells nothing of a person,
 * the value. Reused from record to record; costs nothing while nothing is odd.
 */
public final class Warnings {
  /** Further warnings of one record are left out. */
  private static final int MOST = 16;

  private WarningCode[] codes = new WarningCode[4];
  private String[] fields = new String[4];
  private @Nullable Object[] examples = new Object[4];
  private int size;

  /**
   * Warns once per record, code and field.
   *
   * @param field the JSON path of the value, as the configuration spells it
   * @param example the value in the form of {@link UserEvent#field}; null for a value that may tell
   *     who somebody is
   */
  public void warn(WarningCode code, String field, @Nullable Object example) {
    for (int i = 0; i < size; i++) {
      if (codes[i] == code && fields[i].equals(field)) {
        return;
      }
    }
    if (size == MOST) {
      return;
    }
    if (size == codes.length) {
      codes = Arrays.copyOf(codes, 2 * size);
      fields = Arrays.copyOf(fields, 2 * size);
      examples = Arrays.copyOf(examples, 2 * size);
    }
    codes[size] = code;
    fields[size] = field;
    examples[size++] = example;
  }

  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  public WarningCode code(int index) {
    return codes[index];
  }

  public String field(int index) {
    return fields[index];
  }

  /**
   * The value as text, {@code ""} when it is not shown: also when its path says that it is about a
   * person, or when there may be a mail address in it.
   */
  public String example(int index) {
    Object value = examples[index];
    String text = value == null ? "" : DimensionText.of(value);
    boolean isPersonal = fields[index].contains("traits.") || text.indexOf('@') >= 0;
    return isPersonal ? "" : DimensionText.cut(text);
  }

  /** Becomes equal to others. */
  public void copyFrom(Warnings other) {
    size = 0;
    for (int i = 0; i < other.size; i++) {
      warn(other.codes[i], other.fields[i], other.examples[i]);
    }
  }
}

package io.engagement.core.event;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers as people write them: {@code 19.99}, {@code 1,299.00}, {@code 1.299,00}, {@code 1
 * 299,00}, {@code 16,13}, and amounts also with their currency: {@code $16.13}, {@code -16.13 USD},
 * {@code $16.13 USD}.
 *
 * <p>Of points and commas the kind that comes last is the decimal sign, the other one groups
 * digits. One point alone is a decimal point. One comma alone is a decimal comma, unless exactly
 * three digits follow it and one to three precede it, the first of them not 0. A sign that comes
 * twice groups.
 */
final class WrittenNumber {
  private static final int LONGEST = 40;
  private static final int NONE = -1;

  private static final Set<String> CODES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final Map<String, String> SYMBOLS =
      Map.of("€", "EUR", "£", "GBP", "₹", "INR", "zł", "PLN", "Kč", "CZK", "R$", "BRL");

  /** What stands for a currency that several countries share. */
  private static final Set<String> SHARED = Set.of("kr", "kr.", "Rs", "Rs.", "Fr.");

  private final String text;
  private int from;
  private int to;
  private boolean isNegative;
  private @Nullable String currency;

  private WrittenNumber(String text) {
    this.text = text;
    this.to = text.length();
  }

  /**
   * The number in a text.
   *
   * @param isAmount whether a currency may stand before or after it
   * @return null when it is none
   */
  static @Nullable BigDecimal read(String text, boolean isAmount) {
    WrittenNumber number = new WrittenNumber(text);
    return number.strip(isAmount) ? number.digits() : null;
  }

  /** The code of the currency that stands before or after a number; null when none is certain. */
  static @Nullable String currencyIn(String text) {
    WrittenNumber number = new WrittenNumber(text);
    if (!number.strip(true) || number.currency == null) {
      return null;
    }
    String code = number.currency.toUpperCase(Locale.ROOT);
    return CODES.contains(code) ? code : SYMBOLS.get(number.currency);
  }

  /** Takes off white space, sign and currency; false when something else is in the way. */
  private boolean strip(boolean isAmount) {
    stripSpaces();
    if (to - from > LONGEST || from == to) {
      return false;
    }
    boolean isSigned = false;
    if (text.charAt(from) == '(' && text.charAt(to - 1) == ')') {
      from++;
      to--;
      isNegative = true;
      isSigned = true;
      stripSpaces();
    }
    while (from < to && !isOfDigits(text.charAt(from))) {
      char c = text.charAt(from);
      boolean minus = c == '-' || c == '−';
      if ((minus || c == '+') && !isSigned) {
        isSigned = true;
        isNegative = minus;
        from++;
      } else if (isAmount) {
        int end = from;
        while (end < to && !endsCurrency(text.charAt(end))) {
          end++;
        }
        if (!takeCurrency(from, end)) {
          return false;
        }
        from = end;
      } else {
        return false;
      }
      stripSpaces();
    }
    int start = to;
    while (start > from && !Character.isDigit(text.charAt(start - 1)) && !isSpace(start - 1)) {
      start--;
    }
    // A number may end with its decimal sign.
    if (start < to && text.charAt(start) == '.' && start > from) {
      start++;
    }
    if (start < to) {
      if (!isAmount || !takeCurrency(start, to)) {
        return false;
      }
      to = start;
      stripSpaces();
    }
    return from < to;
  }

  private void stripSpaces() {
    while (from < to && isSpace(from)) {
      from++;
    }
    while (from < to && isSpace(to - 1)) {
      to--;
    }
  }

  private boolean isSpace(int at) {
    char c = text.charAt(at);
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isOfDigits(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == ',';
  }

  private static boolean endsCurrency(char c) {
    return (c >= '0' && c <= '9')
        || c == '-'
        || c == '−'
        || c == '+'
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c);
  }

  private static boolean isCurrency(String part) {
    boolean isSymbol =
        !part.isEmpty()
            && part.length() <= 3
            && Character.getType(part.charAt(part.length() - 1)) == Character.CURRENCY_SYMBOL
            && part.chars().limit(part.length() - 1L).allMatch(c -> c >= 'A' && c <= 'Z');
    return isSymbol || SYMBOLS.containsKey(part) || SHARED.contains(part) || isCode(part);
  }

  /** Takes a part of the text as the currency, or beside a symbol as its code and vice versa. */
  private boolean takeCurrency(int start, int end) {
    String part = text.substring(start, end);
    String before = currency;
    if (!isCurrency(part)) {
      return false;
    }
    if (before == null) {
      currency = part;
      return true;
    }
    String symbol = isCode(before) ? part : before;
    String code = (isCode(before) ? before : part).toUpperCase(Locale.ROOT);
    currency = code;
    return isCode(code) && !isCode(symbol) && code.equals(SYMBOLS.getOrDefault(symbol, code));
  }

  private static boolean isCode(String part) {
    return CODES.contains(part.toUpperCase(Locale.ROOT));
  }

  private @Nullable BigDecimal digits() {
    int decimal = decimalSign();
    int wholeEnd = decimal == NONE ? to : decimal;
    StringBuilder plain = new StringBuilder(isNegative ? "-" : "");
    if (!appendWhole(wholeEnd, plain)) {
      return null;
    }
    int digits = plain.length() - (isNegative ? 1 : 0);
    if (decimal != NONE) {
      plain.append('.');
      for (int at = decimal + 1; at < to; at++) {
        char c = text.charAt(at);
        if (c < '0' || c > '9') {
          return null;
        }
        plain.append(c);
        digits++;
      }
    }
    return digits == 0 ? null : new BigDecimal(plain.toString());
  }

  /** Where the decimal sign is; {@link #NONE} when there is none. */
  private int decimalSign() {
    int point = last('.');
    int comma = last(',');
    if (point != NONE && comma != NONE) {
      return Math.max(point, comma);
    }
    int only = Math.max(point, comma);
    if (only == NONE || text.indexOf(text.charAt(only), from) != only) {
      return NONE;
    }
    boolean groups =
        only == comma
            && to - comma == 4
            && comma > from
            && comma - from <= 3
            && text.charAt(from) != '0';
    return groups ? NONE : only;
  }

  private int last(char sign) {
    int at = text.lastIndexOf(sign, to - 1);
    return at >= from ? at : NONE;
  }

  /** Appends the digits before the decimal sign; false when they are not grouped as digits are. */
  private boolean appendWhole(int end, StringBuilder plain) {
    char mark = 0;
    int inGroup = 0;
    for (int at = from; at < end; at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        plain.append(c);
        inGroup++;
        continue;
      }
      boolean isMark = c == '.' || c == ',' || c == '\'' || c == '’' || isSpace(at);
      boolean isFirst = mark == 0;
      if (!isMark || (!isFirst && c != mark) || inGroup == 0 || inGroup > 3) {
        return false;
      }
      if (!isFirst && inGroup < 2) {
        return false;
      }
      mark = c;
      inGroup = 0;
    }
    return mark == 0 || inGroup == 3;
  }
}

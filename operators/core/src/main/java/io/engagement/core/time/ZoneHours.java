package io.engagement.core.time;

import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hours of a zone's days, counted from the first instant of each day and numbered so that
 * neighbours differ by 1. A day that is no whole number of hours ends with a shorter hour, so hours
 * always add up to days.
 *
 * <p>Such days, on which the clock moves by half an hour, part time into stretches. Within one the
 * hour of an instant is one division away.
 */
final class ZoneHours {
  static final long HOUR_MILLIS = 3_600_000L;

  /** The years for which yearly changes of the clock are foreseen; other years ignore them. */
  private static final int FIRST_FORESEEN_YEAR = 1970;

  private static final int LAST_FORESEEN_YEAR = 2200;

  /** By zone: looking through its two centuries of changes takes a millisecond. */
  private static final Map<ZoneRules, long[]> UNEVEN_DAYS = new ConcurrentHashMap<>();

  /** By stretch: its first instant. */
  private final long[] fromMillis;

  /** By stretch: the number of its first hour. */
  private final long[] firstNumber;

  /** By stretch: how far its hours begin after those of UTC. */
  private final long[] phaseMillis;

  /** By stretch: how far the numbers of its hours are from those of UTC. */
  private final long[] shift;

  /** The stretch asked for last. */
  private int current;

  ZoneHours(ZoneCalendar calendar, ZoneRules rules) {
    long[] unevenDays = UNEVEN_DAYS.computeIfAbsent(rules, each -> unevenDays(calendar, each));
    int stretches = unevenDays.length + 1;
    fromMillis = new long[stretches];
    firstNumber = new long[stretches];
    phaseMillis = new long[stretches];
    shift = new long[stretches];
    fromMillis[0] = Long.MIN_VALUE;
    phaseMillis[0] =
        Math.floorMod(calendar.startMillis(stretches == 1 ? 0 : unevenDays[0]), HOUR_MILLIS);
    for (int i = 1; i < stretches; i++) {
      long from = calendar.startMillis(unevenDays[i - 1] + 1);
      fromMillis[i] = from;
      phaseMillis[i] = Math.floorMod(from, HOUR_MILLIS);
      long before = Math.floorDiv(from - 1 - phaseMillis[i - 1], HOUR_MILLIS) + shift[i - 1];
      shift[i] = before + 1 - (from - phaseMillis[i]) / HOUR_MILLIS;
    }
    // Numbered from the epoch on, so that no correction of older history moves them.
    long ofEpoch = shift[stretchOf(0)];
    for (int i = 0; i < stretches; i++) {
      shift[i] -= ofEpoch;
      firstNumber[i] =
          i == 0 ? Long.MIN_VALUE : (fromMillis[i] - phaseMillis[i]) / HOUR_MILLIS + shift[i];
    }
  }

  private static long[] unevenDays(ZoneCalendar calendar, ZoneRules rules) {
    TreeSet<Long> days = new TreeSet<>();
    for (ZoneOffsetTransition change : rules.getTransitions()) {
      addUneven(calendar, change, days);
    }
    for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
      for (int year = FIRST_FORESEEN_YEAR; year <= LAST_FORESEEN_YEAR; year++) {
        addUneven(calendar, rule.createTransition(year), days);
      }
    }
    return days.stream().mapToLong(Long::longValue).toArray();
  }

  private static void addUneven(
      ZoneCalendar calendar, ZoneOffsetTransition change, TreeSet<Long> days) {
    long instant = change.toEpochSecond() * 1_000;
    for (long day = calendar.day(instant - 1); day <= calendar.day(instant); day++) {
      if ((calendar.startMillis(day + 1) - calendar.startMillis(day)) % HOUR_MILLIS != 0) {
        days.add(day);
      }
    }
  }

  /** The number of the hour of an instant. */
  long number(long instantMillis) {
    int stretch = stretchOf(instantMillis);
    return Math.floorDiv(instantMillis - phaseMillis[stretch], HOUR_MILLIS) + shift[stretch];
  }

  /** The first instant of the hour with a number. */
  long startMillis(long number) {
    int stretch = find(firstNumber, number);
    return (number - shift[stretch]) * HOUR_MILLIS + phaseMillis[stretch];
  }

  /** The first instant of the hour of an instant. */
  long startOf(long instantMillis) {
    long phase = phaseMillis[stretchOf(instantMillis)];
    return instantMillis - Math.floorMod(instantMillis - phase, HOUR_MILLIS);
  }

  /** The first instant after the hour that starts at an instant. */
  long endOf(long startMillis) {
    int next = stretchOf(startMillis) + 1;
    long end = startMillis + HOUR_MILLIS;
    return next < fromMillis.length ? Math.min(end, fromMillis[next]) : end;
  }

  private int stretchOf(long instantMillis) {
    return find(fromMillis, instantMillis);
  }

  /** The last stretch whose first one is not behind a value. */
  private int find(long[] firsts, long value) {
    int at = current;
    while (at > 0 && value < firsts[at]) {
      at--;
    }
    while (at + 1 < firsts.length && value >= firsts[at + 1]) {
      at++;
    }
    current = at;
    return at;
  }
}

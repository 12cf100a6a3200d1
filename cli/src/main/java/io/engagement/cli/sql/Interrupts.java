package io.engagement.cli.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntSupplier;

/**
 * Leaves Ctrl-C to a program on the same terminal: there it cancels a query, here it would end the
 * process that the program belongs to. {@code sun.misc.Signal} is supported API, but the compiler
 * warns of it whatever one does; hence by name.
 */
final class Interrupts {
  private Interrupts() {}

  static int leftTo(IntSupplier program) {
    Object before = handle(ignoring());
    try {
      return program.getAsInt();
    } finally {
      handle(before);
    }
  }

  private static Object ignoring() {
    Class<?> handler = type("sun.misc.SignalHandler");
    return Proxy.newProxyInstance(
        handler.getClassLoader(),
        new Class<?>[] {handler},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              case "toString" -> "ignores the signal";
              default -> null;
            });
  }

  /** Sets a handler and returns the one before. */
  private static Object handle(Object handler) {
    try {
      Class<?> signal = type("sun.misc.Signal");
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      return signal
          .getMethod("handle", signal, type("sun.misc.SignalHandler"))
          .invoke(null, interrupt, handler);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("this JVM does not give Ctrl-C away", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no signals", e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this JVM has no signals", e);
    }
  }
}

/** A plugin of typedoc: calls each module of the API reference as it is imported, `alignscope/probes` for `src/probes`. */
import { Converter, ReflectionKind } from 'typedoc';

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    reflection.name = `alignscope/${reflection.name}`.replace('/src', '');
  });
}

import { Component, type ReactNode } from 'react';
import { Failed } from './states.js';

/** Shows an error of the components in it, such as a part of the console that could not be loaded. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Failed error={error} onRetry={() => location.reload()} /> : this.props.children;
  }
}

import '@mantine/core/styles.css';
import './console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

// After an update of the server, parts of the old console are gone: load the new one, once.
window.addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem('reloaded') === document.lastModified) return;
  sessionStorage.setItem('reloaded', document.lastModified);
  event.preventDefault();
  location.reload();
});

createRoot(document.getElementById('root')!).render(<App />);

// In a layer, so that the styles of the console win whichever file is loaded first.
import '@mantine/core/styles.layer.css';
import './console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

// After an update of the server, parts of the old console are gone: load the new one, once for each part.
window.addEventListener('vite:preloadError', (event) => {
  const { message } = event.payload;
  if (!navigator.onLine || sessionStorage.getItem('tallyport.reloaded') === message) return;
  sessionStorage.setItem('tallyport.reloaded', message);
  event.preventDefault();
  location.reload();
});

createRoot(document.getElementById('root')!).render(<App />);

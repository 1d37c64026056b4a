export { type Installation, loadInstallation, loadSettings } from './load-settings.js';
export { type Role, roles, type Settings } from './settings.js';
